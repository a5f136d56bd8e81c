/** Why an article costs what its tile says: what one of it would cost now on a ticket of nobody in particular. */
import { useEffect, useEffectEvent, useRef } from 'react';
import { clock } from '#base/time';
import type { Catalogue, Tile } from '../catalogue.ts';
import type { Pricing } from '../price.ts';
import { emptyTicket, shownTicket, type ShownLine } from '../ticket.ts';
import { useWords } from '../words.ts';
import { Icon } from './icon.tsx';
import { WhySteps } from './why-line.tsx';

type Props = { tile: Tile; catalogue: Catalogue; pricing: Pricing; currency: string; onClose: () => void };

/** The line that one of its cheapest article would be. */
function lineOf(tile: Tile, catalogue: Catalogue, pricing: Pricing): ShownLine | undefined {
  const { skuId } = tile.items.find((item) => item.minor === tile.minor) ?? tile.face;
  return shownTicket({ ...emptyTicket, lines: [{ skuId, quantity: 1 }] }, catalogue, pricing, clock()).lines[0];
}

export function TileWhy({ tile, catalogue, pricing, currency, onClose }: Props) {
  const { w, name, amount } = useWords();
  const box = useRef<HTMLDialogElement>(null);
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    // Beside the box is the dialog itself.
    const onPress = (event: Event): void => {
      if (event.target === dialog) close();
    };
    const closed = (): void => close();
    dialog.addEventListener('pointerdown', onPress);
    dialog.addEventListener('close', closed);
    dialog.showModal();
    return () => {
      dialog.removeEventListener('pointerdown', onPress);
      dialog.removeEventListener('close', closed);
      dialog.close();
    };
  }, []);
  const line = lineOf(tile, catalogue, pricing);
  const title = [name(tile.face.name), line && name(line.item.option)].filter(Boolean).join(', ');
  return (
    <dialog ref={box} className="help tile-why" aria-labelledby="tile-why-title">
      <div className="help-box">
        <header>
          <h2 id="tile-why-title">{w('line.why')}</h2>
          <button type="button" className="icon-button" aria-label={w('close')} onClick={onClose}>
            <Icon name="x" />
          </button>
        </header>
        <div className="tile-why-body">
          <p>
            <b>{title}</b> <b className="num">{line && amount(line.unitMinor, currency)}</b>
          </p>
          {line && <WhySteps line={line} currency={currency} />}
          <p className="muted">{w('tile.why_more')}</p>
        </div>
      </div>
    </dialog>
  );
}
