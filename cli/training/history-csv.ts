import type { HistoryRow } from '../../core/encoder/types.js';
import { writeCsv } from '../../formats/index.js';

/**
 * `history.csv`, a row an epoch: the reference's columns under its names (epochs from 0, training_loss, validation_loss, beta, gamma, lr,
 * mmd_train_losses, rec_train_losses, clust_losses), then ours: the same terms on validation, and the most frequent K of the batches. A term
 * that was not computed is empty.
 */
export function historyCsv(rows: readonly HistoryRow[]): string {
  const column = (name: string, of: (row: HistoryRow) => number | undefined) => ({
    name,
    values: rows.map(row => of(row) ?? Number.NaN),
  });
  return writeCsv([
    column('epochs', row => row.epoch - 1),
    column('training_loss', row => row.loss),
    column('validation_loss', row => row.valLoss),
    column('beta', row => row.beta),
    column('gamma', row => row.gamma),
    column('lr', row => row.learningRate),
    column('mmd_train_losses', row => row.terms.mmd),
    column('rec_train_losses', row => row.terms.reconstruction),
    column('clust_losses', row => row.terms.silhouetteLoss),
    column('mmd_validation_losses', row => row.valTerms.mmd),
    column('rec_validation_losses', row => row.valTerms.reconstruction),
    column('clust_validation_losses', row => row.valTerms.silhouetteLoss),
    column('k', row => row.k),
  ]);
}
