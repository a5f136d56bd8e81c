/** Why a person is erased, in the words of article 17(1) of the GDPR: pure. */
export const erasureReasons = ['asked', 'not_needed', 'objected', 'unlawful'] as const;
export type ErasureReason = (typeof erasureReasons)[number];
