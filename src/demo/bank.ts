/** The demo's transfers: orders that await one, and a statement of the bank with what it shows of them. */
import { sql, type Database } from '#base/db';
import { clock, DAY, dayIn, plus, type Day } from '#base/time';
import { skuIdsBySku } from '#catalog';
import { placeOrder, type OrderDraft } from '#orders';
import { changeSettings, importStatements, paymentSettings, referenceOf } from '#payments';
import { idFor } from './ids.ts';
import { legalEntity } from './merchant.ts';
import { namedCustomers } from './people.ts';
import { soldProducts } from './products/index.ts';
import { pricesNow } from './prices.ts';

const caller = { actor: 'demo' };
const IBAN = 'FR8712548029989876543210917';

/** Who ordered by transfer, and what came of it so far: all, or so much less. */
const transfers = [
  { key: 'virement-1', who: 'nora.brossard', came: 0 },
  { key: 'virement-2', who: 'etienne.aubrac', came: -1_000 },
  { key: 'virement-3', who: 'camille.rey', came: undefined },
] as const;

/** Once: a shop that has said where transfers go is left as it is. */
export async function seedBank(database: Database): Promise<void> {
  const known = await database.query(
    sql`SELECT 1 FROM payments.statement WHERE statement_id = ${idFor('stm', 'novembre')}`,
  );
  if (known.length > 0) return;
  const now = await paymentSettings(database);
  const own = { transferHolder: legalEntity.name, transferIban: IBAN, transferBic: 'AXABFRPP' };
  const transferChannels = [idFor('chn', 'web'), idFor('chn', 'b2b')];
  if (now.transferIban === '')
    await database.transaction(caller, (tx) => changeSettings(tx, { ...now, ...own, transferChannels }));
  const paid: { minor: number; words: string; name: string }[] = [];
  for (const [nth, { key, who, came }] of transfers.entries()) {
    const ordered = await order(database, { key, who, nth });
    if (ordered && came !== undefined) paid.push({ ...ordered, minor: ordered.minor + came });
  }
  await takeStatement(database, paid);
}

async function order(
  database: Database,
  { key, who, nth }: { key: string; who: string; nth: number },
): Promise<{ minor: number; words: string; name: string } | undefined> {
  const customer = namedCustomers.find((one) => one.key === who);
  const product = soldProducts.filter((one) => one.categories.includes('maison'))[nth * 4 + 2];
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

async function takeStatement(
  database: Database,
  paid: readonly { minor: number; words: string; name: string }[],
): Promise<void> {
  const bookedOn = dayIn(plus(clock(), -DAY), legalEntity.timeZone);
  const line = (nth: number, credit: boolean, one: { minor: number; words: string; name: string }) => ({
    ...{ bankRef: `DEMO-${nth}`, bookedOn: bookedOn as Day, currency: 'EUR', iban: 'FR2517569000305412345678980' },
    ...{ ...one, words: `VIR SEPA ${one.words}`, credit },
  });
  const others = [
    line(8, true, { minor: 12_900, words: 'LISTE DE NAISSANCE TOURNIER', name: 'M. et Mme Tournier' }),
    line(9, false, { minor: 184_000, words: 'LOYER DECEMBRE RUE DE LA BARRE', name: 'SCI du Vieux Port' }),
  ];
  const lines = [...paid.map((one, i) => line(i, true, one)), ...others];
  await database.transaction(caller, (tx) =>
    importStatements(tx, {
      ...{ statementId: idFor('stm', 'novembre'), fileName: 'releve-novembre.xml', format: 'camt' },
      parsed: [{ iban: IBAN, lines, bad: [] }],
    }),
  );
}
