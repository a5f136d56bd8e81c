/** What search engines may visit: the departments and texts, then the products in parts that fit into one file. */
import { addressesFrom, addressParts, categoryTree, movedTo, productByHandle, type CategoryNode } from '#catalog';
import { textSlugs } from '#pages';
import { SITE_PART, type ServiceApi, type SitePath } from '../../web/store/service-api.ts';
import { webChannel, type Shop } from './scene.ts';

type Maps = Pick<ServiceApi, 'siteParts' | 'sitePart' | 'isGone' | 'movedTo'>;

export const siteMapApi = (shop: Shop): Maps => ({
  siteParts: async () => {
    const parts = await addressParts(shop.database, await webChannel(shop), SITE_PART);
    return [{ name: 'pages' }, ...parts.map(({ from, changedAt }) => ({ name: from, changedAt }))];
  },
  sitePart: (name) => sitePart(shop, name),
  movedTo: (kind, handle) => movedTo(shop.database, kind, handle),
  isGone: async (handle) => {
    const known = await productByHandle(shop.database, handle);
    return known !== undefined && known.status !== 'draft';
  },
});

async function sitePart(shop: Shop, name: string): Promise<readonly SitePath[] | undefined> {
  const { database } = shop;
  if (name === 'pages') {
    const departments = (nodes: readonly CategoryNode[]): SitePath[] =>
      nodes.flatMap((node) => [{ path: `/c/${node.handle}` }, ...departments(node.children)]);
    const texts = textSlugs.map((slug) => ({ path: `/legal/${slug}` }));
    return [{ path: '/' }, { path: '/stores' }, ...departments(await categoryTree(database)), ...texts];
  }
  if (!/^prd_[0-9a-z]{26}$/.test(name)) return undefined;
  const found = await addressesFrom(database, await webChannel(shop), name, SITE_PART);
  return found.map(({ handle, changedAt }) => ({ path: `/p/${handle}`, changedAt }));
}
