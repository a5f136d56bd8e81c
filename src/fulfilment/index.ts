/** The face of `fulfilment`: pick lists, parcels, carriers, and what is collected. */
export { fulfilmentModule } from './module.ts';
export { closeWave, makeWave, ordersOf, seeWave, type NewWave, type Wave } from './waves.ts';
export { missPick, pickScanned, pickUnits, type Picked } from './pick.ts';
export {
  closeParcel,
  dropParcel,
  openParcel,
  packUnits,
  parcelsOf,
  seeParcel,
  unpackLine,
  type Parcel,
  type ParcelLine,
} from './parcels.ts';
export { handOver, shipParcel, type Check } from './send.ts';
export { fetchLabel } from './labels.ts';
export { eventsOf, hearOf, trackParcels, type ParcelEvent } from './tracking.ts';
export { changeSetting, collectBy, settingOf, sweepCollections, type Setting } from './collect.ts';
export { carrierOf } from './carriers/index.ts';
export { parcelNumber, waveNumber, type TrackingKind } from './model.ts';
