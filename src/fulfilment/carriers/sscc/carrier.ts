/**
 * Our own logistic label after GS1: for a carrier that collects pallets or parcels under its customers' numbers, and for our own vans. The
 * number is an SSCC; the label says where it goes (420) and with which consignment (401), and the SSCC alone below (GS1 Logistic Label
 * Guideline). No outside system: nothing can be lost on the way, and it tells nothing of where a parcel is.
 */
import { sql, type Database } from '#base/db';
import { gs1Data, gs1Text } from '../code128.ts';
import type { Carrier, Consignment, Label } from '../carrier.ts';
import { sscc } from '../numbers.ts';
import { svgOf, zplOf } from '../sheet.ts';

type Numbered = { readonly prefix: string; readonly tracking: string };

/** The label of a parcel under a number. The consignment is the order: ours, behind our prefix, in the characters GS1 allows. */
export function labelOf(parcel: Consignment, { prefix, tracking }: Numbered): Label {
  const postcode = parcel.to.postcode
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .toUpperCase()
    .slice(0, 20);
  const consignment = `${prefix}${parcel.orderNumber}`.slice(0, 30);
  const route = [
    ['420', postcode],
    ['401', consignment],
  ] as const;
  const unit = [['00', tracking]] as const;
  const codes = [route, unit].map((fields) => ({ data: gs1Data(fields), text: gs1Text(fields) }));
  const sheet = { title: 'SSCC', parcel, codes };
  return { tracking, zpl: zplOf(sheet), svg: svgOf(sheet) };
}

async function numberOf(database: Database, parcelId: string): Promise<Numbered | undefined> {
  const [row] = await database.query<{ prefix: string; serial: number }>(sql`
    SELECT prefix, serial FROM fulfilment.sscc WHERE parcel_id = ${parcelId}`);
  return row && { prefix: row.prefix, tracking: sscc(row.prefix, row.serial) };
}

export const ssccCarrier: Carrier = {
  name: 'sscc',
  title: { fr: 'Étiquette logistique GS1', en: 'GS1 logistic label' },
  tracks: false,
  label: async (database, parcel) => {
    if (parcel.gs1Prefix === null) return undefined;
    await database.query(sql`
      INSERT INTO fulfilment.sscc (parcel_id, prefix) VALUES (${parcel.parcelId}, ${parcel.gs1Prefix}) ON CONFLICT DO NOTHING`);
    const known = await numberOf(database, parcel.parcelId);
    return known && labelOf(parcel, known);
  },
  find: async (database, parcel) => {
    const known = await numberOf(database, parcel.parcelId);
    return known && labelOf(parcel, known);
  },
  track: async () => [],
};
