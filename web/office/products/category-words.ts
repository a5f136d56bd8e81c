/** Words of the tree of categories. */
import { words } from '../words/words.ts';

export const categoryWords = words(
  {
    title: 'Catégories',
    products: 'Produits',
    intro: 'La boutique les montre dans cet ordre ; chaque changement y paraît aussitôt.',
    tree: 'Arbre',
    new: 'Catégorie',
    newTitle: 'Nouvelle catégorie',
    below: ({ name }: { name: string }) => `Ajouter sous ${name}`,
    up: ({ name }: { name: string }) => `Monter ${name}`,
    down: ({ name }: { name: string }) => `Descendre ${name}`,
    n: ({ n }: { n: number }) => (n === 0 ? 'aucun produit' : n === 1 ? '1 produit' : `${n} produits`),
    empty: 'Aucune catégorie',
    emptyHint: 'Créez la première ; ses produits s’y rangent depuis leur fiche ou la liste.',
    choose: 'Choisissez une catégorie pour la renommer, la déplacer ou l’enlever.',
    nameFr: 'Nom (français)',
    nameEn: 'Nom (anglais)',
    parent: 'Dans',
    top: 'au premier rang',
    handle: 'Adresse',
    handleHint:
      'Les liens et les moteurs de recherche la connaîtront ; changée plus tard, l’ancienne mènera toujours ici.',
    save: 'Enregistrer',
    create: 'Créer',
    cancel: 'Annuler',
    saved: 'Catégorie enregistrée',
    created: 'Catégorie créée',
    seeProducts: 'Voir ses produits',
    seeShop: 'Voir en boutique',
    remove: 'Enlever',
    removeTitle: ({ name }: { name: string }) => `Enlever ${name}`,
    removeText: ({ n }: { n: number }) =>
      n === 0
        ? 'La catégorie disparaît de la boutique, et son adresse avec elle.'
        : n === 1
          ? 'Son produit reste, sans elle. La catégorie disparaît de la boutique, et son adresse avec elle.'
          : `Ses ${n} produits restent, sans elle. La catégorie disparaît de la boutique, et son adresse avec elle.`,
    removeInUse: 'Elle contient encore d’autres catégories : déplacez-les ou enlevez-les d’abord.',
    removed: 'Catégorie enlevée',
    chosen: ({ n }: { n: number }) => (n < 2 ? '1 choisi' : `${n} choisis`),
    unchoose: 'Ne plus rien choisir',
    arrange: 'Ranger',
    arrangeTitle: ({ n }: { n: number }) => (n < 2 ? 'Ranger 1 produit' : `Ranger ${n} produits`),
    add: 'Mettre dans',
    takeOut: 'Sortir de',
    arranged: ({ n }: { n: number }) =>
      n === 0 ? 'Tout y était déjà' : n === 1 ? '1 produit rangé' : `${n} produits rangés`,
  },
  {
    title: 'Categories',
    products: 'Products',
    intro: 'The shop shows them in this order; each change is there at once.',
    tree: 'Tree',
    new: 'Category',
    newTitle: 'New category',
    below: ({ name }) => `Add below ${name}`,
    up: ({ name }) => `Move ${name} up`,
    down: ({ name }) => `Move ${name} down`,
    n: ({ n }) => (n === 0 ? 'no product' : n === 1 ? '1 product' : `${n} products`),
    empty: 'No category',
    emptyHint: 'Make the first one; products are put into it from their page or from the list.',
    choose: 'Choose a category to rename, move or remove it.',
    nameFr: 'Name (French)',
    nameEn: 'Name (English)',
    parent: 'In',
    top: 'top level',
    handle: 'Address',
    handleHint: 'Links and search engines will know it; changed later, the old one always leads here.',
    save: 'Save',
    create: 'Make',
    cancel: 'Cancel',
    saved: 'Category saved',
    created: 'Category made',
    seeProducts: 'See its products',
    seeShop: 'See it in the shop',
    remove: 'Remove',
    removeTitle: ({ name }) => `Remove ${name}`,
    removeText: ({ n }) =>
      n === 0
        ? 'The category disappears from the shop, and its address with it.'
        : n === 1
          ? 'Its product stays, without it. The category disappears from the shop, and its address with it.'
          : `Its ${n} products stay, without it. The category disappears from the shop, and its address with it.`,
    removeInUse: 'It still holds other categories: move or remove them first.',
    removed: 'Category removed',
    chosen: ({ n }) => `${n} chosen`,
    unchoose: 'Choose nothing',
    arrange: 'Arrange',
    arrangeTitle: ({ n }) => (n === 1 ? 'Arrange 1 product' : `Arrange ${n} products`),
    add: 'Put into',
    takeOut: 'Take out of',
    arranged: ({ n }) =>
      n === 0 ? 'All were there already' : n === 1 ? '1 product arranged' : `${n} products arranged`,
  },
);
