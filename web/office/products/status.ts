/** How a product's status looks. */
import type { Tone } from '../parts/tag.tsx';
import type { Status } from './data.ts';

export const statusTone: Readonly<Record<Status, Tone>> = { active: 'ok', draft: 'warn', archived: 'plain' };
