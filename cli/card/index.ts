export { cardHtml } from './card.js';
