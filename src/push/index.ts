/** The face of `push`. */
export { pushModule } from './module.ts';
export { encryptFor, vapid, areKeys, type BrowserKeys } from './encrypt.ts';
export { idOf, serverKey, subscriptionsOf } from './subscribe.ts';
export { tellDue } from './tell.ts';
