/** Customers as the API tells them. */
export type CustomerHead = {
  readonly customerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly emailHeld: boolean;
  readonly phone: string | null;
  readonly language: 'fr' | 'en';
  readonly code: string;
  readonly hasPassword: boolean;
  readonly version: number;
  readonly createdAt: string;
  /** When the person was taken out; the id stays for the documents that name it. */
  readonly erasedAt: string | null;
};
export type Customer = CustomerHead & {
  readonly addresses: readonly {
    readonly addressId: string;
    readonly address: Readonly<Record<string, string | undefined>>;
    readonly preferred: boolean;
  }[];
};
