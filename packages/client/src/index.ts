/** A typed client of a Halle server. */
import { createClient as create, type Client, type ClientOptions } from './client.ts';
import type { Routes } from './routes.ts';

/** A client of one server, typed by the routes this package was built from. */
export const createClient = (options: ClientOptions): Client<Routes> => create(options) as Client<Routes>;

export type { Client, ClientOptions, CallOptions } from './client.ts';
export type { Routes, RouteTypes } from './routes.ts';
export { HalleError, isHalleError, type FieldProblem } from './error.ts';
export type { EventsOptions, HalleEvent } from './events.ts';
export { verifyWebhook, WebhookError, type IncomingWebhook, type WebhookPayload } from './webhooks.ts';
