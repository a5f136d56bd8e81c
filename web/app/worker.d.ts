/** The little of a service worker's world that ours uses; the compiler's own library of it does not live beside the page's. */
export type Lifetime = Event & { waitUntil(work: Promise<unknown>): void };
export type FetchOf = Lifetime & { readonly request: Request; respondWith(answer: Promise<Response> | Response): void };
export type PushOf = Lifetime & { readonly data: { json(): unknown } | null };
export type Shown = { close(): void; readonly data: unknown };
export type ClickOf = Lifetime & { readonly notification: Shown };
export type Window = { readonly url: string; focus(): Promise<Window>; navigate(url: string): Promise<Window | null> };

export type Worker = {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled?: boolean }): Promise<readonly Window[]>;
    openWindow(url: string): Promise<Window | null>;
  };
  /** Put before the program by the server: its version, and the files the shell is made of. */
  readonly HALLE_SHELL: { readonly version: string; readonly files: readonly string[] };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', hear: (event: Lifetime) => void): void;
  addEventListener(type: 'fetch', hear: (event: FetchOf) => void): void;
  addEventListener(type: 'push', hear: (event: PushOf) => void): void;
  addEventListener(type: 'notificationclick', hear: (event: ClickOf) => void): void;
};
