/** The till's way in. */
import '../kit/tokens.css';
import './styles/frame.css';
import './styles/sale.css';
import './styles/pay.css';
import './styles/receipt.css';
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
