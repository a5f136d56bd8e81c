/** The routes of a server as types. The package that is built has its own `routes.d.ts` in place of this file. */

export type RouteTypes = {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly output: unknown;
};

/** Any route, untyped: what stands here until the package is built from a route table. */
export type Routes = Readonly<
  Record<
    string,
    RouteTypes & { readonly output: { readonly items: readonly unknown[]; readonly [name: string]: unknown } }
  >
>;
