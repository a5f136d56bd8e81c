import type { RefusalCodes } from '#base/refusal';

export const catalogRefusals = {
  'catalog.product_unknown': { status: 404, title: 'There is no such product' },
  'catalog.category_unknown': { status: 404, title: 'There is no such category' },
  'catalog.media_unknown': { status: 404, title: 'There is no such picture' },
  'catalog.channel_unknown': { status: 422, title: 'There is no such channel' },
  'catalog.handle_taken': { status: 409, title: 'Another product or category has this handle' },
  'catalog.sku_taken': { status: 409, title: 'Another product has this SKU' },
  'catalog.version_changed': { status: 409, title: 'Somebody changed it meanwhile; look at it again' },
  'catalog.product_invalid': { status: 422, title: 'The product cannot be as described' },
  'catalog.category_in_use': { status: 409, title: 'The category still holds categories' },
  'catalog.category_cycle': { status: 422, title: 'A category cannot be below itself' },
  'catalog.picture_unreadable': { status: 422, title: 'Not a PNG, JPEG or WebP picture' },
  'catalog.picture_too_large': { status: 422, title: 'The picture has more than 60 megapixels' },
  'catalog.media_in_use': { status: 409, title: 'A product shows this picture' },
} as const satisfies RefusalCodes;
