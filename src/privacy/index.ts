/** The face of `privacy`: a person's data told, and taken out. */
export { privacyModule } from './module.ts';
export { contributors, declarePersonal, openOf, personOf } from './personal.ts';
export { erasedOf, erasePerson, type Erased } from './erase.ts';
export { exportPerson, type PersonalData } from './export.ts';
