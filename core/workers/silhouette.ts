import { silhouetteRows } from '../cluster/silhouette-kernel.js';
import { serve } from './serve.js';

serve(silhouetteRows);
