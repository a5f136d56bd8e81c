/** Whether the palette is open, as anybody may ask, and the way to open and close it. */
import { createSpotlight } from '@mantine/spotlight';

export const [paletteStore, palette] = createSpotlight();
