import type { Connector } from './connector.ts';
import { pretend } from './pretend/connector.ts';

/** Every marketplace we can speak to, by name: one folder and one line here. */
export const connectors: Readonly<Record<string, Connector>> = { pretend };
