/** Words of the scanner: the same wherever something is scanned. */
import { words } from '../words/words.ts';

export const scanWords = words(
  {
    code: 'Code-barres ou référence',
    codeHint: 'Scannez, ou tapez puis Entrée',
    find: 'Chercher',
    camera: 'Caméra',
    closeCamera: 'Fermer la caméra',
    unknown: ({ code }: { code: string }) => `Aucun article n’a le code ${code}.`,
    several: 'Plusieurs articles répondent : choisissez.',
    nothing: ({ code }: { code: string }) => `Rien trouvé pour « ${code} ».`,
    starting: 'La caméra s’ouvre…',
    seeing: 'Montrez le code-barres à la caméra.',
    refused: 'La caméra n’est pas autorisée pour cette page. Tapez le code.',
    none: 'Cet appareil n’a pas de caméra. Tapez le code.',
    busy: 'Un autre programme tient la caméra. Fermez-le, ou tapez le code.',
    insecure: 'La caméra demande une adresse sûre (https). Tapez le code.',
    broken: 'Le lecteur de codes n’a pas pu être chargé. Tapez le code.',
  },
  {
    code: 'Barcode or SKU',
    codeHint: 'Scan, or type and press Enter',
    find: 'Find',
    camera: 'Camera',
    closeCamera: 'Close the camera',
    unknown: ({ code }) => `No article has the code ${code}.`,
    several: 'Several articles answer: choose one.',
    nothing: ({ code }) => `Nothing found for “${code}”.`,
    starting: 'The camera is opening…',
    seeing: 'Show the barcode to the camera.',
    refused: 'The camera is not allowed for this page. Type the code.',
    none: 'This device has no camera. Type the code.',
    busy: 'Another program holds the camera. Close it, or type the code.',
    insecure: 'The camera asks for a safe address (https). Type the code.',
    broken: 'The code reader could not be loaded. Type the code.',
  },
);
