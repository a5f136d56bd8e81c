/** The face of `demo`: Maison Ourcel, made through the modules' own commands. */
export { seedDemo, seedMerchant, historyLoaded, SHOPPER_PASSWORD } from './seed.ts';
export { loadDemo } from './load.ts';
export { demoLogins, staffLogin, type Login } from './logins.ts';
export { idFor } from './ids.ts';
