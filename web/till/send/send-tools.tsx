/** A line of which some is not here: how much of it is sent from another place, and where it lies. */
import type { Dispatch } from 'react';
import type { Catalogue } from '../catalogue.ts';
import { hotkeys } from '../hotkeys.ts';
import { Hint } from '../parts/hint.tsx';
import { Icon } from '../parts/icon.tsx';
import { freeElsewhere, type Act, type ShownLine } from '../ticket.ts';
import { useWords } from '../words.ts';

type Props = { line: ShownLine; cities: Catalogue['cities']; act: Dispatch<Act> };

/** Units that are sent when one says so: those that are not here, else all of them; said again, none. */
export const unitsToSend = ({ item, quantity, sent }: ShownLine): number =>
  sent > 0 ? 0 : quantity > item.here ? quantity - Math.max(0, item.here) : quantity;

export function SendTools({ line, cities, act }: Props) {
  const { w } = useWords();
  const { item, quantity, sent } = line;
  const set = (units: number): void => act({ act: 'send', skuId: item.skuId, units });
  if (sent === 0 && freeElsewhere(item) === 0) return null;
  const where = item.elsewhere
    .slice(0, 3)
    .map(({ siteId, free }) => w('stock.at', { city: cities.get(siteId) ?? '', n: free }))
    .join(' · ');
  return (
    <div className="send-tools">
      <small className="muted num">{where}</small>
      {sent === 0 ? (
        <button
          type="button"
          className={line.short ? 'send-button strong' : 'send-button'}
          aria-keyshortcuts={hotkeys.send}
          onClick={() => set(unitsToSend(line))}
        >
          <Icon name="truck" size={18} /> {w('send.do')} <Hint of="send" />
        </button>
      ) : (
        <div className="send-count" role="group" aria-label={w('send.units')}>
          <button type="button" aria-label={w('send.less')} onClick={() => set(sent - 1)}>
            <Icon name="minus" size={18} />
          </button>
          <span className="num" role="status">
            {w('send.some', { n: sent })}
          </span>
          <button type="button" aria-label={w('send.more')} disabled={sent >= quantity} onClick={() => set(sent + 1)}>
            <Icon name="plus" size={18} />
          </button>
        </div>
      )}
    </div>
  );
}
