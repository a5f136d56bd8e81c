/** Why a line of the ticket costs what it costs: each rule, applied or passed over, with its reason. */
import { reasonWords, ruleWords } from '#kit/price-words';
import type { ShownLine } from '../ticket.ts';
import { useWords } from '../words.ts';
import { Icon } from './icon.tsx';

export function WhyLine({ line, currency }: { line: ShownLine; currency: string }) {
  const { w } = useWords();
  return (
    <details className="why-line">
      <summary>{w('line.why')}</summary>
      <WhySteps line={line} currency={currency} />
    </details>
  );
}

/** The rules themselves, in order. */
export function WhySteps({ line, currency }: { line: ShownLine; currency: string }) {
  const { lang, name, amount } = useWords();
  const promotion = (promotionId: string): string | undefined => {
    const found = line.promotions.get(promotionId);
    return found && name(found);
  };
  return (
    <ul className="num why-steps">
      {line.trace.map((step, i) => (
        <li key={`${step.rule} ${i}`} data-applied={step.applied || undefined}>
          <Icon name={step.applied ? 'check' : 'x'} size={14} />
          <span>
            <b>{ruleWords(lang, step.rule, { promotion })}</b>
            <small>{reasonWords(lang, step.reason)}</small>
          </span>
          {step.amount.minor !== 0 && <span>{amount(step.amount.minor, currency)}</span>}
        </li>
      ))}
    </ul>
  );
}
