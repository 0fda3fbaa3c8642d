/// How the tables of a run are to be read: what its options say, the same for every table.
package struct TableRules: Sendable {
  package var dialect = TableDialect()
  package var columns = ColumnRoles()
  /// A layout that was named; others are recognised.
  package var layout: TableLayout?
  /// Of tables whose rows are many and independent.
  package var badRows = RowPolicy()
  /// Whether ids that differ only in how they are written join.
  package var normalisesIDs = false

  package init() {}
}
