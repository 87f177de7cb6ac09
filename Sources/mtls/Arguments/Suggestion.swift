/// What somebody may have meant.
enum Suggestion {
  /// The word that takes the fewest edits to reach; nil where none is near.
  static func nearest(_ word: String, among words: [String]) -> String? {
    let ranked = words.map { other in
      // The same letters in another order are one slip of the fingers.
      (other, other.sorted() == word.sorted() ? 1 : distance(Array(word.utf8), Array(other.utf8)))
    }
    guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 <= max(1, word.utf8.count / 3) ? best.0 : nil
  }

  /// Letters inserted, deleted and replaced on the way from one word to the other (Levenshtein).
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
