/** The carriers there are; a new one is one folder, one line here, and `contract.test.ts` must pass. */
import { carrierNames, type Carrier, type CarrierName } from './carrier.ts';
import { pretendCarrier } from './pretend/carrier.ts';
import { ssccCarrier } from './sscc/carrier.ts';

export const carriers: Readonly<Record<CarrierName, Carrier>> = { pretend: pretendCarrier, sscc: ssccCarrier };

/** The carrier of a name as it is stored; undefined when there is none of it. */
export const carrierOf = (name: string | null): Carrier | undefined =>
  carrierNames.includes(name as CarrierName) ? carriers[name as CarrierName] : undefined;
