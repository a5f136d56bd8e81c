/**
 * What a visitor said of cookies that nothing needs: nothing is kept before they say yes, and saying no is one click too. The answer is
 * a cookie of its own with the version of the question and the day; after six months, or when the question changes, it is asked again.
 */
/** The version of the question; raised when what may be kept changes. */
export const CONSENT_VERSION = 1;
/** The CNIL's guidance: a choice is kept for six months. */
export const CONSENT_DAYS = 182;

export type CookieConsent = { said: 'unasked' } | { said: 'yes' | 'no'; day: string };

/** The cookie's value: `1.yes.2026-11-22`. */
export const consentValue = (said: 'yes' | 'no', day: string): string => `${CONSENT_VERSION}.${said}.${day}`;

/** What the cookie says; anything not understood, or said of an older question, is no answer. */
export function consentOf(value: string | undefined): CookieConsent {
  const match = /^(\d{1,4})\.(yes|no)\.(\d{4}-\d\d-\d\d)$/.exec(value ?? '');
  if (!match?.[2] || !match[3] || Number(match[1]) !== CONSENT_VERSION || Number.isNaN(Date.parse(match[3])))
    return { said: 'unasked' };
  return { said: match[2] === 'yes' ? 'yes' : 'no', day: match[3] };
}
