/** What search engines and social networks are told of a page: structured data (schema.org) as plain objects. */
import { toDecimal } from '#base/money';
import { parseDrawingName } from '#kit/drawings/illustrate';
import { href } from './shell.ts';
import type { Shell } from './shell.ts';
import type { Link, Picture, ProductView, StoreDetailView } from './views.ts';

type Data = Readonly<Record<string, unknown>>;

/** Several things of one page as one document. */
export const graph = (...things: readonly Data[]): Data => ({ '@context': 'https://schema.org', '@graph': things });

const absolute = (shell: Shell, path: string): string => new URL(href(shell, path), `${shell.origin}/`).href;

/** Who sells: the same on home and as the seller of each offer. */
export function organization(shell: Shell): Data {
  const { shop } = shell.facts;
  return {
    '@type': 'Organization',
    '@id': `${shell.origin}/#organization`,
    name: shop.name,
    url: `${shell.origin}/`,
    ...(shop.text ? { description: shop.text } : {}),
    ...(shop.email ? { email: shop.email } : {}),
    ...(shop.phone ? { telephone: shop.phone } : {}),
  };
}

/** The site itself, with how it is searched. */
export const website = (shell: Shell): Data => ({
  '@type': 'WebSite',
  name: shell.facts.shop.name,
  url: absolute(shell, '/'),
  inLanguage: shell.lang,
  publisher: { '@id': `${shell.origin}/#organization` },
});

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A store with its hours, and the days that differ: one that is closed all day opens and closes at 00:00 (schema.org's own way). */
export function localBusiness(store: StoreDetailView, shell: Shell): Data {
  const { street, postcode, city, country, phone, point, hours, specialDays } = store.facts;
  const stretch = (opens: string, closes: string): Data => ({ '@type': 'OpeningHoursSpecification', opens, closes });
  return {
    '@type': 'Store',
    '@id': absolute(shell, `/stores#${store.siteId}`),
    name: store.name,
    url: absolute(shell, `/stores#${store.siteId}`),
    parentOrganization: { '@id': `${shell.origin}/#organization` },
    address: {
      '@type': 'PostalAddress',
      streetAddress: street,
      postalCode: postcode,
      addressLocality: city,
      addressCountry: country,
    },
    ...(phone === undefined ? {} : { telephone: phone }),
    ...(point ? { geo: { '@type': 'GeoCoordinates', ...point } } : {}),
    openingHoursSpecification: hours.map(({ day, opens, closes }) => ({
      ...stretch(opens, closes),
      dayOfWeek: `https://schema.org/${weekdays[day - 1] ?? ''}`,
    })),
    ...(specialDays.length === 0
      ? {}
      : {
          specialOpeningHoursSpecification: specialDays.flatMap(({ date, hours: own }) =>
            (own.length === 0 ? [{ opens: '00:00', closes: '00:00' }] : own).map(({ opens, closes }) => ({
              ...stretch(opens, closes),
              validFrom: date,
              validThrough: date,
            })),
          ),
        }),
  };
}

/** The way from the first department to here. */
export const breadcrumbs = (shell: Shell, trail: readonly Link[], here: { name: string; path: string }): Data => ({
  '@type': 'BreadcrumbList',
  itemListElement: [...trail.map((link) => ({ name: link.name, path: `/c/${link.handle}` })), here].map((step, i) => ({
    '@type': 'ListItem',
    position: i + 1,
    name: step.name,
    item: absolute(shell, step.path),
  })),
});

/** What can be had of it (schema.org, ItemAvailability): there, few, sold beforehand, or nothing. */
export function availabilityOf({ available, later }: Pick<ProductView['variant'], 'available' | 'later'>): Data {
  const stock =
    available === 'none'
      ? 'OutOfStock'
      : later
        ? { back_order: 'BackOrder', pre_order: 'PreOrder' }[later.kind]
        : available === 'low'
          ? 'LimitedAvailability'
          : 'InStock';
  return {
    availability: `https://schema.org/${stock}`,
    ...(available !== 'none' && later?.expected !== undefined ? { availabilityStarts: later.expected } : {}),
  };
}

/** A product with the offer of the variant that is shown. */
export function productData(view: ProductView, shell: Shell): Data {
  const { variant } = view;
  return {
    '@type': 'Product',
    name: view.name,
    ...(view.text ? { description: view.text } : {}),
    image: view.pictures.map((shown) => new URL(shown.src, `${shell.origin}/`).href),
    ...(view.brand ? { brand: { '@type': 'Brand', name: view.brand } } : {}),
    ...(variant.sku ? { sku: variant.sku } : {}),
    ...(variant.gtin ? { gtin: variant.gtin } : {}),
    offers: {
      '@type': 'Offer',
      price: toDecimal(variant.price),
      priceCurrency: variant.price.currency,
      ...availabilityOf(variant),
      itemCondition: 'https://schema.org/NewCondition',
      url: absolute(shell, `/p/${view.handle}`),
      seller: { '@id': `${shell.origin}/#organization`, '@type': 'Organization', name: shell.facts.shop.name },
    },
  };
}

/** A picture's address for social networks, which take no SVG: a drawing of ours is drawn as PNG. */
export function sharedPicture(shell: Shell, view: Picture | undefined): string | undefined {
  if (!view) return undefined;
  const name = /\/assets\/drawings\/([\w-]+\.svg)$/.exec(view.src)?.[1];
  const path = name && parseDrawingName(name) ? `/og/${name.replace(/\.svg$/, '.png')}` : view.src;
  return new URL(path, `${shell.origin}/`).href;
}
