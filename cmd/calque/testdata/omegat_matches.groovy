// Run by OmegaT when a project is loaded: writes what its own matcher finds for
// each line of queries.txt, the best five, to matches.tsv: the number of the
// line from 0, the score (words alone), the adjusted score (numbers, punctuation
// and tags too), the source. Anything that goes wrong ends up in the
// log, and matches.tsv is not there.
import org.omegat.core.Core
import org.omegat.core.events.IStopped
import org.omegat.core.statistics.FindMatches

def project = Core.project
if (project.projectLoaded) {
    def folder = new File(project.projectProperties.projectRoot)
    def goesOn = { false } as IStopped
    def found = new StringBuilder()
    new File(folder, "queries.txt").readLines("UTF-8").eachWithIndex { query, number ->
        // Five matches; no match put together from parts; equal texts too.
        def matcher = new FindMatches(project.sourceTokenizer, 5, false, true)
        matcher.search(project, query, true, true, goesOn).each { match ->
            found << number << "\t" << match.scores[0].score << "\t" << match.scores[0].adjustedScore << "\t" << match.source << "\n"
        }
    }
    new File(folder, "matches.tsv").setText(found.toString(), "UTF-8")
}
