/** The migrated database that fresh ones are copied from. */
export const TEMPLATE = 'mkono_template'
