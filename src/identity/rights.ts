/** What each role may do. The rights come from the manifests of all modules, so the list is told from above, once at start. */
import { isHouseRole, rightsByRole, type DeclaredRights } from './model.ts';

let byRole: ReadonlyMap<string, ReadonlySet<string>> = new Map();
let all: DeclaredRights = {};
const none: ReadonlySet<string> = new Set();

/** Told by `modules.ts`. Until then nobody may do anything. */
export function declareRights(declared: DeclaredRights): void {
  all = declared;
  byRole = rightsByRole(declared);
}

/** The rights of a role of the house; none for a role of the merchant's own, whose rights are in the database. */
export function rightsOf(role: string): ReadonlySet<string> {
  return isHouseRole(role) ? (byRole.get(role) ?? none) : none;
}

export const declaredRights = (): DeclaredRights => all;
export const isRight = (right: string): boolean => Object.hasOwn(all, right);
/** Whether a right is the whole house's, not a site's. */
export const isHouseRight = (right: string): boolean => all[right]?.house === true;
