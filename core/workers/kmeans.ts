import { kmeans } from '../cluster/kmeans.js';
import { serve } from './serve.js';

serve(kmeans);
