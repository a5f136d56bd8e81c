/** What a payment link opens: which order, how much, and one button. No account, and no card number is typed here. */
import { html } from '#kit/html';
import type { Html } from '#kit/html';
import { box, decoration, empty, hidden } from '../parts.ts';
import { eur, href, page } from '../shell.ts';
import type { Shell } from '../shell.ts';
import type { PayLinkView } from '../service-api.ts';
import { w } from '../words.ts';
import { outcomeChoice } from './checkout.ts';

type Form = { readonly secret: string; readonly attemptId: string; readonly declined?: boolean };

export function payLinkPage(view: PayLinkView, shell: Shell, form: Form): Html {
  const { lang } = shell;
  const title = w(lang, 'payLink.title', { code: view.code });
  if (view.state !== 'pay') {
    const said = ({ wait: 'payLink.wait', done: 'payLink.done', over: 'payLink.over' } as const)[view.state];
    const tint = view.state === 'done' ? 'bleu' : 'nuit';
    return page(
      shell,
      { title },
      html`<div class="wrap narrow"><h1 class="vh">${title}</h1>${empty(decoration('bag', tint), title, w(lang, said))}</div>`,
    );
  }
  const amount = eur(shell, view.amount);
  const declined =
    form.declined && box('bad', 'alert', html`<p class="strong">${w(lang, 'refused.declined')}</p>`, true);
  return page(
    shell,
    { title },
    html`<div class="wrap narrow"><h1>${title}</h1>${declined}<p class="muted">${w(lang, view.elsewhere ? 'payLink.elsewhere' : 'payLink.text')}</p>
<form class="panel lined paylink" method="post" action="${href(shell, `/pay/${form.secret}`)}">${hidden('attemptId', form.attemptId)}
<dl class="totals"><div class="big"><dt>${w(lang, 'totals.toPay')}</dt><dd class="num">${amount}</dd></div></dl>${outcomeChoice(view.outcomes ?? [], shell)}<button class="btn p cta full tall">${w(lang, 'change.pay', { amount })}</button></form></div>`,
  );
}

/** The way to the provider's page: a link, because a form of ours may send nothing to another site. */
export function payElsewherePage(url: string, view: PayLinkView, shell: Shell): Html {
  const { lang } = shell;
  const title = w(lang, 'payLink.title', { code: view.code });
  return page(
    shell,
    { title },
    html`<div class="wrap narrow"><h1>${title}</h1><p class="muted">${w(lang, 'payLink.elsewhere')}</p>
<p><a class="btn p cta" rel="noreferrer" href="${url}">${w(lang, 'payLink.go')}</a></p></div>`,
  );
}
