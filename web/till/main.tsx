/** The till's way in. */
import '../kit/tokens.css';
import './css/till.css';
import './css/door.css';
import './css/finder.css';
import './css/ticket.css';
import './css/cards.css';
import './css/pay.css';
import './css/send.css';
import './css/over.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
