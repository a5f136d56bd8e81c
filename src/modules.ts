/** THE ordered list of modules, lowest first: a module imports only from earlier lines; locks are taken in this order. */
import type { Manifest, Right } from '#base/module';
import { readMigrations, type Migration } from '#base/migrate';
import { journalOracles } from '#base/oracles';
import { basePersonal } from '#base/personal';
import { baseRefusals, type RefusalCodes } from '#base/refusal';
import { assortmentModule } from '#assortment';
import { bankModule } from '#bank';
import { cartsModule } from '#carts';
import { catalogModule } from '#catalog';
import { channelsModule } from '#channels';
import { countsModule } from '#counts';
import { customersModule } from '#customers';
import { fulfilmentModule } from '#fulfilment';
import { declareRights, identityModule } from '#identity';
import { taxModule } from '#tax';
import { declarePersonal, privacyModule } from '#privacy';
import { pricingModule } from '#pricing';
import { inventoryModule } from '#inventory';
import { invoicingModule } from '#invoicing';
import { importsModule } from '#imports';
import { marketplacesModule } from '#marketplaces';
import { notificationsModule } from '#notifications';
import { officeModule } from '#office';
import { ordersModule } from '#orders';
import { orgModule } from '#org';
import { pagesModule } from '#pages';
import { paymentsModule } from '#payments';
import { returnsModule } from '#returns';
import { searchModule } from '#search';
import { purchasingModule } from '#purchasing';
import { pushModule } from '#push';
import { shopModule } from '#shop';
import { sourcingModule } from '#sourcing';
import { tillModule } from '#till';
import { transfersModule } from '#transfers';
import { webhooksModule } from '#webhooks';
import { join } from 'node:path';

export const modules: readonly Manifest[] = [
  orgModule,
  identityModule,
  pagesModule,
  channelsModule,
  customersModule,
  privacyModule,
  catalogModule,
  taxModule,
  pricingModule,
  inventoryModule,
  transfersModule,
  purchasingModule,
  countsModule,
  assortmentModule,
  sourcingModule,
  paymentsModule,
  bankModule,
  searchModule,
  ordersModule,
  fulfilmentModule,
  returnsModule,
  cartsModule,
  tillModule,
  invoicingModule,
  shopModule,
  marketplacesModule,
  webhooksModule,
  notificationsModule,
  pushModule,
  importsModule,
  officeModule,
];

export const baseModule: Manifest = {
  name: 'base',
  dir: join(import.meta.dirname, 'base'),
  oracles: journalOracles,
  personal: basePersonal,
};
declarePersonal([baseModule, ...modules]);

export const lockOrder: readonly string[] = modules.flatMap((module) => module.locks ?? []);
export const refusals: RefusalCodes = Object.assign(
  {},
  baseRefusals,
  ...modules.map((module) => module.refusals ?? {}),
) as RefusalCodes;
/** Every right there is, with the roles that hold it. */
export const rights: Readonly<Record<string, Right>> = Object.assign(
  {},
  ...modules.map((module) => module.rights ?? {}),
);
declareRights(rights);
export const routes = modules.flatMap((module) => module.routes ?? []);

/** The migrations of the whole house, lowest module first. */
export const migrations = (): Promise<Migration[]> => readMigrations([baseModule, ...modules]);

/** Every invariant that `verify` runs. */
export const oracles = [baseModule, ...modules].flatMap((module) => module.oracles ?? []);
