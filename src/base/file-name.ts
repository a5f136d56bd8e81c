import { z } from 'zod';

/** The name of a file, as a person sent it: shown and kept, never a way to a place on a disk. */
export const fileNameIn = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?!\.{1,2}$)[^/\\\p{Cc}]+$/u);
