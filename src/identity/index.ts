/** The face of `identity`: staff and their rights, sessions of staff and shoppers, trusted devices. */
export { identityModule } from './module.ts';
export { declareRights, isHouseRight, rightsOf } from './rights.ts';
export { authenticateWith, identityCaches, principalOf, shopperCookie, staffCookie, tokenOf } from './principal.ts';
export { closeSession, closeSessionsOf, openSession, renewSession, type OpenedSession } from './session.ts';
export { signInByPin, signInStaff, type SignedInStaff } from './sign-in.ts';
export { hashSecret, verifySecret, type SecretHash } from './secret.ts';
export { countTry, countUse, createLimiter, type Limiter, type Try } from './limits.ts';
export {
  bootstrapOwner,
  changeStaff,
  createStaff,
  isWeakPassword,
  staffById,
  staffNames,
  type NewStaff,
} from './staff.ts';
export { deviceCookie, deviceOf, enrolDevice, revokeDevice } from './device.ts';
export { mayRefund, withApproval, type Ask } from './approvals.ts';
export { presentAgain, presentSession } from './present.ts';
export { renewed, sessionAs } from './shapes.ts';
export { staffOfReset } from './forgotten.ts';
export {
  askReset,
  countAsking,
  countFollowing,
  openReset,
  resetOf,
  resetToken,
  stampOf,
  useReset,
  type Reset,
} from './reset.ts';
export { invitationToken, openInvitation, type Invitation } from './invite.ts';
export {
  plainEmail,
  roles,
  type Device,
  type Grant,
  type HouseRole,
  type Role,
  type SessionKind,
  type Staff,
} from './model.ts';
export { staffHolding } from './grants.ts';
