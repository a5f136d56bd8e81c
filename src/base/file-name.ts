import { z } from 'zod';

/** The name of a file, as a person sent it: shown and kept, never a way to a place on a disk (so neither `.` nor `..`). */
export const fileNameIn = z
  .string()
  .min(1)
  .max(200)
  .regex(/^(?:\.{0,2}[^./\\\p{Cc}]|\.{3})[^/\\\p{Cc}]*$/u);
