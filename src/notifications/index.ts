/** The face of `notifications`. */
export { notificationsModule } from './module.ts';
