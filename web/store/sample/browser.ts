/** A browser for tests, over the sample shop. */
import { storefront } from '../server.ts';
import type { ShopApi, StoreRequest, StoreResponse } from '../server.ts';
import { sampleStatus } from './accounts.ts';
import { sampleShop } from './shop.ts';

export const options = { assets: { css: '/assets/store/a.css', js: '/assets/store/a.js' }, statusOf: sampleStatus };
export type Fields = Record<string, string>;

export type Browser = {
  get: (address: string) => Promise<StoreResponse>;
  /** Sends a form, and follows its redirect. */
  post: (address: string, body: Fields) => Promise<StoreResponse>;
  visit: (method: 'GET' | 'POST', address: string, body?: Fields) => Promise<StoreResponse>;
  cookies: Record<string, string>;
};

/** A browser without JavaScript: keeps cookies, follows redirects, sends the forms it was given. */
export function browser(api: ShopApi = sampleShop()): Browser {
  const routes = storefront(api, options);
  const cookies: Record<string, string> = {};
  const visit = async (method: 'GET' | 'POST', address: string, body: Fields = {}): Promise<StoreResponse> => {
    const url = new URL(address, 'https://shop.example');
    for (const route of routes) {
      const match = new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`).exec(url.pathname);
      if (!match || route.method !== method) continue;
      const session = cookies['halle_shopper'];
      const request: StoreRequest = {
        url: url.pathname + url.search,
        origin: url.origin,
        params: { ...match.groups },
        query: Object.fromEntries(url.searchParams),
        body,
        cookies: { ...cookies },
        ...(session ? { session: { customerId: session } } : {}),
      };
      const response = await route.handle(request);
      for (const cookie of response.cookies ?? []) {
        if (cookie.maxAgeS > 0) cookies[cookie.name] = cookie.value;
        else delete cookies[cookie.name];
      }
      return response;
    }
    throw new Error(`no route for ${method} ${address}`);
  };
  const get = (address: string): Promise<StoreResponse> => visit('GET', address);
  const post = async (address: string, body: Fields): Promise<StoreResponse> => {
    const response = await visit('POST', address, body);
    return response.redirect ? get(response.redirect) : response;
  };
  return { get, post, visit, cookies };
}
