/** The rules that a typed cell breaks, as the server says them, in words of the page. */
const french: readonly (readonly [RegExp, string])[] = [
  [/^at most (\S+) characters$/, 'au plus $1 caractères'],
  [/^at least (\S+) characters$/, 'au moins $1 caractères'],
  [/^at most (\S+) decimals?$/, 'au plus $1 décimales'],
  [/^at most (\S+)$/, 'au plus $1'],
  [/^at least (\S+)$/, 'au moins $1'],
  [/^of the form (.+)$/, 'de la forme $1'],
  [/^from (\S+) on$/, 'à partir du $1'],
  [/^up to (\S+)$/, 'jusqu’au $1'],
  [/^not empty$/, 'pas vide'],
  [/^a text$/, 'un texte'],
  [/^a text of at most (\S+) characters$/, 'un texte de $1 caractères au plus'],
  [/^a number$/, 'un nombre'],
  [/^a day, as (\S+)$/, 'une date, comme $1'],
  [/^each choice once$/, 'chaque choix une fois'],
  [/^a day$/, 'une date'],
  [/^a family that exists$/, 'une famille qui existe'],
  [/^an attribute that exists$/, 'un attribut qui existe'],
  [/^an attribute of the product’s family$/, 'un attribut de la famille de ce produit'],
  [/^at most (\S+) tags of at most (\S+) characters$/, 'au plus $1 mots-clés de $2 caractères au plus'],
];

/** A rule nobody wrote words for is shown as it came. */
export function ruleWords(rule: string, lang: 'fr' | 'en'): string {
  if (lang === 'en') return rule;
  for (const [pattern, words] of french) if (pattern.test(rule)) return rule.replace(pattern, words);
  return rule;
}
