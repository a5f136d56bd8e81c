/**
 * A source that knows one language only, and neither VAT classes nor drawings (another shop's file), must not wipe out what it
 * cannot say: its draft is completed from the stored product before it is compared.
 */
import { canonicalJson } from '#base/canonical';
import type { Language, MediaDraft, ProductDraft, Text, VariantDraft } from './model.ts';
import type { StoredProduct, StoredVariant } from './plan.ts';

/** The text with one language replaced; both, where they were the same, for then nobody has translated it. */
export function mergeText(stored: Text, value: string, language: Language): Text {
  if (stored[language] === value) return stored;
  return stored.fr === stored.en ? { fr: value, en: value } : { ...stored, [language]: value };
}

/** The draft as if its source had known everything. */
export function completed(draft: ProductDraft, stored: StoredProduct, language: Language): ProductDraft {
  // A text that differs between its languages was said in both.
  const say = (old: Text | undefined, text: Text): Text =>
    old && text.fr === text.en ? mergeText(old, text[language], language) : text;
  const facts = Object.entries(draft.facts).map(([name, text]) => [name, say(stored.facts[name], text)] as const);
  const keyOf = (values: readonly Text[]): string => values.map((value) => value[language].trim()).join('\u001f');
  const byKey = new Map(stored.variants.map((variant) => [keyOf(variant.optionValues), variant]));
  const variants = draft.variants.map((variant): VariantDraft => {
    const old = byKey.get(keyOf(variant.optionValues));
    return old ? completedVariant(variant, old, stored, say) : variant;
  });
  return {
    ...draft,
    name: say(stored.name, draft.name),
    description: say(stored.description, draft.description),
    facts: { ...stored.facts, ...Object.fromEntries(facts) },
    taxClass: stored.taxClass,
    ...Object.fromEntries((draft.unsaid ?? []).map((field) => [field, stored[field]])),
    options: draft.options.map((name, i) => say(stored.options[i], name)),
    attributes: { ...stored.attributes, ...moved(draft, stored), ...draft.attributes },
    media: completedMedia(draft, stored, say),
    variants,
  };
}

/** A column of a name that the product has and the variant has not: it went out with the product, so it comes back to it. */
const isProducts = (name: string, old: StoredVariant | undefined, stored: StoredProduct): boolean =>
  name in stored.attributes && !(name in (old?.attributes ?? {}));

function moved(draft: ProductDraft, stored: StoredProduct): Record<string, string> {
  const found = draft.variants.flatMap((variant) =>
    Object.entries(variant.attributes).filter(([name]) => name in stored.attributes),
  );
  const names = new Set(stored.variants.flatMap((variant) => Object.keys(variant.attributes)));
  return Object.fromEntries(found.filter(([name]) => !names.has(name)));
}

type Say = (old: Text | undefined, text: Text) => Text;

function completedVariant(variant: VariantDraft, old: StoredVariant, stored: StoredProduct, say: Say): VariantDraft {
  const picture = stored.media.find((media) => media.mediaId === old.mediaId);
  const keepsPicture = variant.image === null && picture !== undefined && picture.kind !== 'remote';
  return {
    ...variant,
    skuId: old.skuId,
    optionValues: variant.optionValues.map((value, i) => say(old.optionValues[i], value)),
    image: keepsPicture ? { mediaId: picture.mediaId } : variant.image,
    attributes: {
      ...old.attributes,
      ...Object.fromEntries(Object.entries(variant.attributes).filter(([name]) => !isProducts(name, old, stored))),
    },
  };
}

/** An empty cell says nothing of a picture. */
const altFor = (old: Text | undefined, alt: Text, say: Say): Text =>
  old && alt.fr === '' && alt.en === '' ? old : say(old, alt);

/** Pictures without an address stay in front; the order is touched only when the addresses say something new. */
function completedMedia(draft: ProductDraft, stored: StoredProduct, say: Say): MediaDraft[] {
  const gallery = stored.media.filter((media) => media.position !== null);
  const altOf = new Map(gallery.map((media) => [media.sourceUrl, media.alt]));
  const named = draft.media.map((media) => ({
    ...media,
    alt: altFor('url' in media.source ? altOf.get(media.source.url) : undefined, media.alt, say),
  }));
  const before = gallery.flatMap((media) => (media.sourceUrl === null ? [] : [media.sourceUrl]));
  const now = named.map((media) => ('url' in media.source ? media.source.url : ''));
  if (canonicalJson(before) === canonicalJson(now)) {
    return gallery.map(
      (media) =>
        named.find(({ source }) => 'url' in source && source.url === media.sourceUrl) ?? {
          source: { mediaId: media.mediaId },
          alt: media.alt,
        },
    );
  }
  const own = gallery
    .filter((media) => media.sourceUrl === null)
    .map((media) => ({ source: { mediaId: media.mediaId }, alt: media.alt }));
  return [...own, ...named];
}
