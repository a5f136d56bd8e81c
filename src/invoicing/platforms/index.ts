import type { Platform } from './platform.ts';
import { pretendPlatform } from './pretend/index.ts';

const platforms: Readonly<Record<string, Platform>> = { pretend: pretendPlatform };
export const platformOf = (name: string): Platform | undefined =>
  Object.hasOwn(platforms, name) ? platforms[name] : undefined;
