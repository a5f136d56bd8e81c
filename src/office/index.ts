/** The face of `office`: what the people of the office have of their own — views, notices, first steps, files of lists. */
export { officeModule } from './module.ts';
export { exportNames } from './exports.ts';
