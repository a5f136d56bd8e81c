/** The face of `customers`: the people who buy, their addresses, and how they sign in. */
export { customersModule } from './module.ts';
export { registerCustomer, type NewCustomer, type Registered } from './register.ts';
export { registerShopper, signInCustomer, signInShopper, signOutShopper, type ShopperSession } from './sign-in.ts';
export {
  addressesOf,
  customerByCode,
  customerByEmail,
  customerById,
  customersByIds,
  findCustomers,
  type CustomerPage,
} from './queries.ts';
export { customerReach, isKnown, type CustomerReach } from './reach.ts';
export { updateCustomer, type CustomerChange } from './update.ts';
export { lockCustomer, removeAddress, saveAddress } from './address.ts';
export { consenting, consentsOf, sayConsent, type Consent, type ConsentInput, type ConsentSource } from './consent.ts';
export { askErasure, endErasure, erasureOf, type Erasure } from './erasure.ts';
export { customerOfReset, forgotShopper, lookShopperReset, resetShopperPassword } from './forgotten.ts';
export { buyerOf, companiesOf, traitsThen, type Buyer } from './companies/buyers.ts';
export { changeCompany, createCompany, type NewCompany } from './companies/company.ts';
export { changeGroupMembers, createGroup } from './companies/groups.ts';
export { chooseCompany, removeMember, setMember } from './companies/members.ts';
export {
  companiesByIds,
  companyById,
  findCompanies,
  companyByNumber,
  membersOf,
  groupById,
  groupsIn,
  groupsOf,
} from './companies/queries.ts';
export {
  companyTrait,
  groupTrait,
  orderBuyer,
  plainNumbers,
  type Company,
  type Group,
  type Member,
  type OrderBuyer,
  type Terms,
} from './companies/model.ts';
export { changePassword, provePassword } from './password.ts';
export { plainPhone, purposes, type Customer, type Purpose, type SavedAddress } from './model.ts';
