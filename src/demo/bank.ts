/** The demo's transfers: orders that await one, and a statement of the bank with what it shows of them. */
import { sql, type Database, type Tx } from '#base/db';
import { importPayouts, importStatements, setOwner } from '#bank';
import { clock, day, DAY, dayIn, plus, type Day } from '#base/time';
import { skuIdsBySku } from '#catalog';
import { setRate } from '#invoicing';
import { placeOrder, type OrderDraft } from '#orders';
import { changeSettings, disputeCharge, forgetSettings, paymentSettings, referenceOf } from '#payments';
import { idFor } from './ids.ts';
import { legalEntity } from './merchant.ts';
import { namedCustomers } from './people.ts';
import { soldProducts } from './products/index.ts';
import { pricesNow } from './prices.ts';

const caller = { actor: 'demo' };
const PAYOUT = 'po_demo_1';
const LATE_PAYOUT = 'po_demo_0';
const IBAN = 'FR8712548029989876543210917';

/** Who ordered by transfer, and what came of it so far: all, or so much less. */
const transfers = [
  { key: 'virement-1', who: 'nora.brossard', came: 0 },
  { key: 'virement-2', who: 'etienne.aubrac', came: -1_000 },
  { key: 'virement-3', who: 'bruno.castel', came: undefined },
] as const;

/** Once: a shop that has said where transfers go is left as it is. */
export async function seedBank(database: Database): Promise<void> {
  const known = await database.query(
    sql`SELECT 1 FROM bank.statement WHERE statement_id = ${idFor('stm', 'novembre')}`,
  );
  if (known.length > 0) return;
  // What is sold in francs stands in euros in the accounts.
  const rate = { rateId: idFor('rat', 'franc'), currency: 'CHF', fromOn: day('2026-01-01'), perOne: '0.9345' };
  await database.transaction(caller, (tx) => setRate(tx, rate));
  const now = await paymentSettings(database);
  const own = { transferHolder: legalEntity.name, transferIban: IBAN, transferBic: 'AXABFRPP' };
  const transferChannels = [idFor('chn', 'web'), idFor('chn', 'b2b')];
  if (now.transferIban === '')
    await database.transaction(caller, (tx) => changeSettings(tx, { ...now, ...own, transferChannels }));
  forgetSettings(database);
  await database.transaction(caller, (tx) => giveAccounts(tx));
  const paid: { minor: number; words: string; name: string }[] = [];
  for (const [nth, { key, who, came }] of transfers.entries()) {
    const ordered = await order(database, { key, who, nth });
    if (ordered && came !== undefined) paid.push({ ...ordered, minor: ordered.minor + came });
  }
  await takeStatement(database, paid, await takePayout(database));
  await takeLatePayout(database);
}

/** The account that buyers pay to and that with the provider are the merchant's own; the shop in Geneva has one at a bank there. */
async function giveAccounts(tx: Tx): Promise<void> {
  const [own, swiss] = [idFor('ent', 'ourcel'), idFor('ent', 'suisse')];
  for (const [account, entityId] of [
    [IBAN, own],
    ['psp:pretend', own],
    ['CH9208204000000123456', swiss],
  ] as const)
    await setOwner(tx, { account, entityId });
}

async function order(
  database: Database,
  { key, who, nth }: { key: string; who: string; nth: number },
): Promise<{ minor: number; words: string; name: string } | undefined> {
  const customer = namedCustomers.find((one) => one.key === who);
  const product = soldProducts[nth * 7 + 3];
  const sku = product?.variants[0]?.sku;
  if (!customer || !product || sku === undefined) return undefined;
  const skuId = (await skuIdsBySku(database, [sku])).get(sku);
  const price = pricesNow([product]).get(sku);
  if (skuId === undefined || price === undefined) return undefined;
  const name = `${customer.firstName} ${customer.lastName}`;
  const paymentId = idFor('pay', key);
  const draft: OrderDraft = {
    ...{ orderId: idFor('ord', key), channelId: idFor('chn', 'web'), customerId: idFor('cus', who) },
    contact: { name, email: customer.email },
    delivery: { method: 'delivery', address: { ...customer.address, name } },
    lines: [{ skuId, quantity: 1, unitMinor: price }],
    payments: [{ paymentId, method: 'transfer', provider: 'bank-transfer' }],
    ...{ price: 'ours', short: 'refuse' },
  };
  const placed = await placeOrder(database, draft, 'demo');
  return placed.ok ? { minor: placed.value.total.minor, words: referenceOf(paymentId), name } : undefined;
}

/** A payout of the pretend provider over some cards of the past days; of one it tells another amount, and one we never took. */
async function takePayout(database: Database): Promise<number> {
  const cards = await database.query<{ paymentId: string; minor: number; madeOn: Day }>(sql`
    SELECT payment_id AS "paymentId", captured_minor AS minor, created_at::date AS "madeOn" FROM payments.payment
    WHERE provider = 'pretend' AND currency = 'EUR' AND captured_minor > 500 AND refunded_minor = 0
    ORDER BY created_at DESC, payment_id LIMIT 8`);
  const known = cards.map(({ paymentId, minor, madeOn }, i) => ({
    ...{ lineRef: `${PAYOUT}-${i}`, kind: 'charge' as const, names: [paymentId], currency: 'EUR', madeOn },
    ...{ grossMinor: i === 2 ? minor - 100 : minor, feeMinor: Math.floor((minor * 14) / 1_000) + 25 },
  }));
  const paidOn = dayIn(plus(clock(), -DAY), legalEntity.timeZone);
  const stranger = { lineRef: `${PAYOUT}-x`, names: ['ch_boutique_ephemere'], grossMinor: 4_900, feeMinor: 94 };
  const lines = [...known, { ...stranger, kind: 'charge' as const, currency: 'EUR', madeOn: paidOn }];
  const payouts = [{ externalRef: PAYOUT, currency: 'EUR', paidOn, lines, statedMinor: null }];
  await database.transaction(caller, (tx) =>
    importPayouts(tx, { provider: 'pretend', fileName: 'versement.csv', payouts }),
  );
  return lines.reduce((sum, { grossMinor, feeMinor }) => sum + grossMinor - feeMinor, 0);
}

/** A payout of last week that no statement has shown yet, and that says two euros and fifty cents less than its lines; and a card that its bank disputes. */
async function takeLatePayout(database: Database): Promise<void> {
  const cards = await database.query<{ paymentId: string; minor: number; madeOn: Day }>(sql`
    SELECT payment_id AS "paymentId", captured_minor AS minor, created_at::date AS "madeOn" FROM payments.payment
    WHERE provider = 'pretend' AND method = 'card' AND currency = 'EUR' AND captured_minor BETWEEN 2_000 AND 20_000 AND refunded_minor = 0
    ORDER BY created_at DESC, payment_id OFFSET 8 LIMIT 4`);
  const [disputed, ...others] = cards;
  const lines = others.map(({ paymentId, minor, madeOn }, i) => ({
    ...{ lineRef: `${LATE_PAYOUT}-${i}`, kind: 'charge' as const, names: [paymentId], currency: 'EUR', madeOn },
    ...{ grossMinor: minor, feeMinor: Math.floor((minor * 14) / 1_000) + 25 },
  }));
  const sum = lines.reduce((all, { grossMinor, feeMinor }) => all + grossMinor - feeMinor, 0);
  const paidOn = dayIn(plus(clock(), -8 * DAY), legalEntity.timeZone);
  const payouts = [{ externalRef: LATE_PAYOUT, currency: 'EUR', paidOn, lines, statedMinor: sum - 250 }];
  if (lines.length > 0)
    await database.transaction(caller, (tx) =>
      importPayouts(tx, { provider: 'pretend', fileName: 'versement-en-retard.csv', payouts }),
    );
  if (!disputed) return;
  const dispute = { id: 'dp_demo_1', amount: disputed.minor, reason: 'fraudulent', state: 'open' as const };
  await disputeCharge(database, { ...dispute, reference: disputed.paymentId });
}

async function takeStatement(
  database: Database,
  paid: readonly { minor: number; words: string; name: string }[],
  paidOutMinor: number,
): Promise<void> {
  const bookedOn = dayIn(plus(clock(), -DAY), legalEntity.timeZone);
  const line = (nth: number, credit: boolean, one: { minor: number; words: string; name: string }) => ({
    ...{ bankRef: `DEMO-${nth}`, bookedOn, currency: 'EUR', iban: 'FR2517569000305412345678980' },
    ...{ ...one, words: `VIR SEPA ${one.words}`, credit },
  });
  const others = [
    line(8, true, { minor: 12_900, words: 'LISTE DE NAISSANCE TOURNIER', name: 'M. et Mme Tournier' }),
    line(9, false, { minor: 184_000, words: 'LOYER DECEMBRE RUE DE LA BARRE', name: 'SCI du Vieux Port' }),
  ];
  const payout = { minor: paidOutMinor, words: PAYOUT, name: 'Prestataire de cartes' };
  const lines = [...paid.map((one, i) => line(i, true, one)), line(7, true, payout), ...others];
  await database.transaction(caller, (tx) =>
    importStatements(tx, {
      ...{ statementId: idFor('stm', 'novembre'), fileName: 'releve-novembre.xml', format: 'camt' },
      parsed: [{ iban: IBAN, lines, bad: [] }],
    }),
  );
}
