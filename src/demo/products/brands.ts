// The house and the twelve makers it sells, all invented.
export const OURCEL = 'Ourcel';
export const PRADELLE = 'Atelier Pradelle';
export const VERNAY = 'Tissages Vernay';
export const MERLE = 'Merle & Fils';
export const CARMINETTE = 'Carminette';
export const AUBEPINE = 'Aubépine & Cie';
export const SILLAGE = 'Sillage d’Ainay';
export const COMBEVAL = 'Ateliers Combeval';
export const JOSSE = 'Lampisterie Josse';
export const LOYES = 'Terre de Loyes';
export const ERGALINE = 'Ergaline';
export const CONFLUENT = 'Papeteries du Confluent';
export const TRABOULE = 'Éditions de la Traboule';

export const brands = [
  OURCEL,
  PRADELLE,
  VERNAY,
  MERLE,
  CARMINETTE,
  AUBEPINE,
  SILLAGE,
  COMBEVAL,
  JOSSE,
  LOYES,
  ERGALINE,
  CONFLUENT,
  TRABOULE,
];
