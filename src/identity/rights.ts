/** What each role may do. The rights come from the manifests of all modules, so the list is told from above, once at start. */
import { rightsByRole } from './model.ts';

let byRole: ReadonlyMap<string, ReadonlySet<string>> = new Map();
const none: ReadonlySet<string> = new Set();

/** Told by `modules.ts`. Until then nobody may do anything. */
export function declareRights(declared: Readonly<Record<string, { readonly roles: readonly string[] }>>): void {
  byRole = rightsByRole(declared);
}

export function rightsOf(role: string): ReadonlySet<string> {
  return byRole.get(role) ?? none;
}
