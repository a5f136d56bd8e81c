/** Where a product is offered: one switch a channel. */
import { Switch } from '@mantine/core';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { usePublication, type Product } from './data.ts';
import { productWords } from './words.ts';

export function Publication({ product, mayWrite }: { product: Product; mayWrite: boolean }) {
  const t = useWords(productWords);
  const c = useWords(common);
  const { text } = useFormat();
  const channels = useChannels();
  const publish = usePublication(product.productId);
  const wish = publish.isPending ? publish.variables : undefined;
  return (
    <Panel title={t('publication')} note={t('publicationHint')}>
      <ul className="publication">
        {channels.items.map((channel) => {
          const on =
            wish?.channelId === channel.channelId ? wish.published : product.channels.includes(channel.channelId);
          return (
            <li key={channel.channelId}>
              <Icon name={channels.icon(channel.channelId)} size={16} />
              <Switch
                label={text(channel.name)}
                labelPosition="left"
                checked={on}
                disabled={!mayWrite}
                onChange={(event) =>
                  publish.mutate({ channelId: channel.channelId, published: event.currentTarget.checked })
                }
              />
            </li>
          );
        })}
      </ul>
      {publish.error && (
        <p className="bad" role="alert">
          {sentenceOf(publish.error, c('error.network'))}
        </p>
      )}
    </Panel>
  );
}
