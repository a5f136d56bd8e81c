/** What the acts of all journeys share: the demo's people, the two windows, a till of this browser. */
import { newId } from '#base/ids';
import { api } from '../kit/api.ts';
import type { Lang } from './journeys.ts';

type Person = { email: string; password: string; pin: string; name: string; staffId: string };
type Good = { handle: string; skuId: string };
export type Demo = {
  market: string;
  shopper: { email: string; password: string; customerId: string };
  owner: Person;
  clerks: { lyon: Person; paris: Person };
  channels: { web: string; lyonId: string; parisId: string };
  /** The stores' own tills, whose chain of tickets goes on; none while the demo's past is still loaded. */
  tills: { lyon?: string; paris?: string };
  sites: { lyon: string; paris: string };
  lastUnit: Good;
  dress: Good;
};
export type Stage = {
  demo: Demo;
  lang: Lang;
  memory: Record<string, string>;
  say(text: string, tone?: '' | 'ok' | 'bad'): void;
  left(path: string): void;
  right(path: string): void;
};

export type Device = { deviceId: string; lastSequence: number; lastHash: string };

export const tell = (stage: Stage, fr: string, en: string, tone: '' | 'ok' | 'bad' = ''): void =>
  stage.say(stage.lang === 'fr' ? fr : en, tone);

/** The owner signs in: the office's screens and calls are hers. */
export async function signInOwner({ demo: { owner } }: Stage): Promise<void> {
  await api('POST', '/api/session', { body: { email: owner.email, password: owner.password } });
}

function ownTill(where: 'lyon' | 'paris'): string {
  const key = `halle-play-${where}`;
  const deviceId = localStorage.getItem(key) ?? newId('dev');
  localStorage.setItem(key, deviceId);
  return deviceId;
}

/** This browser becomes the till of a site, with its clerk at work. */
export async function openTill(stage: Stage, where: 'lyon' | 'paris'): Promise<Device> {
  const { clerks, channels, tills } = stage.demo;
  await signInOwner(stage);
  const deviceId = tills[where] ?? ownTill(where);
  const channelId = where === 'lyon' ? channels.lyonId : channels.parisId;
  await api('POST', '/api/till/device', { body: { deviceId, channelId, name: 'Caisse 1' } });
  await api('POST', '/api/session/pin', { body: { staffId: clerks[where].staffId, pin: clerks[where].pin } });
  return api<Device>('GET', '/api/till/device');
}

export async function priceOf(skuId: string): Promise<number> {
  const { items } = await api<{ items: { skuId: string; price: { minor: number } }[] }>('GET', '/api/prices', {
    query: { skuIds: skuId, channel: 'web' },
  });
  return items.find((item) => item.skuId === skuId)?.price.minor ?? 0;
}

export const contact = { name: 'Camille Rey', email: 'camille.rey@courriel.example' };
export const delivery = {
  method: 'delivery',
  address: { name: 'Camille Rey', line1: '3, rue Mercière', postcode: '69002', city: 'Lyon', country: 'FR' },
};
