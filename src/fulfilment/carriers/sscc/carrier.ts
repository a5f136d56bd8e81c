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

/** A prefix of GS1's own examples: a merchant who has a prefix of theirs puts it here. */
const PREFIX = '0614141';

/** The label of a parcel under a number. The consignment is the order: ours, behind our prefix, in the characters GS1 allows. */
export function labelOf(parcel: Consignment, tracking: string): Label {
  const postcode = parcel.to.postcode
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .toUpperCase()
    .slice(0, 20);
  const consignment = `${PREFIX}${parcel.orderNumber}`.slice(0, 30);
  const route = [
    ['420', postcode],
    ['401', consignment],
  ] as const;
  const unit = [['00', tracking]] as const;
  const codes = [route, unit].map((fields) => ({ data: gs1Data(fields), text: gs1Text(fields) }));
  const sheet = { title: 'SSCC', parcel, codes };
  return { tracking, zpl: zplOf(sheet), svg: svgOf(sheet) };
}

async function numberOf(database: Database, parcelId: string): Promise<string | undefined> {
  const [row] = await database.query<{ serial: number }>(sql`
    SELECT serial FROM fulfilment.sscc WHERE parcel_id = ${parcelId}`);
  return row && sscc(PREFIX, row.serial);
}

export const ssccCarrier: Carrier = {
  name: 'sscc',
  title: { fr: 'Étiquette logistique GS1', en: 'GS1 logistic label' },
  tracks: false,
  label: async (database, parcel) => {
    await database.query(sql`
      INSERT INTO fulfilment.sscc (parcel_id) VALUES (${parcel.parcelId}) ON CONFLICT DO NOTHING`);
    const tracking = await numberOf(database, parcel.parcelId);
    return tracking === undefined ? undefined : labelOf(parcel, tracking);
  },
  find: async (database, parcel) => {
    const tracking = await numberOf(database, parcel.parcelId);
    return tracking === undefined ? undefined : labelOf(parcel, tracking);
  },
  track: async () => [],
};
