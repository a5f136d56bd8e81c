/** A card at the pretend terminal: ready, asking, approved, declined, no answer. */
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '#kit/icons';
import { useWords, type Word } from '../words.ts';
import type { CardStage, Sale } from './use-sale.ts';

type Props = { sale: Sale; token: string; onToken: (token: string) => void; onCash: () => void };

const stages: Readonly<Record<CardStage, { icon: IconName; title: Word; help: Word | undefined }>> = {
  ready: { icon: 'card', title: 'card.ready', help: 'card.ready_help' },
  asking: { icon: 'clock', title: 'card.asking', help: 'card.asking_help' },
  approved: { icon: 'check', title: 'card.approved', help: 'pay.posting' },
  declined: { icon: 'x', title: 'card.declined', help: 'card.declined_help' },
  unknown: { icon: 'why', title: 'card.unknown', help: 'card.unknown_help' },
};
const cards = ['tok_ok', 'tok_declined', 'tok_late_webhook'] as const;

export function CardPay({ sale, token, onToken, onCash }: Props) {
  const { w } = useWords();
  const { icon, title, help } = stages[sale.card];
  return (
    <div className={`terminal ${sale.card}`}>
      <div className="terminal-face" role="status">
        <span className="terminal-icon">
          <Icon name={icon} size={44} />
        </span>
        <h3>{w(title)}</h3>
        {help !== undefined && <p>{w(help)}</p>}
        {sale.card === 'asking' && <span className="bar" />}
      </div>
      {(sale.card === 'declined' || sale.card === 'unknown') && (
        <div className="terminal-verbs">
          {sale.card === 'unknown' && (
            <button type="button" onClick={sale.dropCard} disabled={sale.busy}>
              {w('card.drop')}
            </button>
          )}
          {sale.card === 'declined' && (
            <button type="button" onClick={onCash}>
              {w('pay.cash')}
            </button>
          )}
        </div>
      )}
      <fieldset className="test-card" disabled={sale.busy}>
        <legend>{w('card.test')}</legend>
        {cards.map((one) => (
          <label key={one}>
            <input type="radio" name="token" checked={token === one} onChange={() => onToken(one)} />
            {w(`card.${one}`)}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
