BEGIN TRANSACTION;
CREATE TABLE actors (
	article_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	side VARCHAR, 
	anonymous BOOLEAN NOT NULL, 
	aliases JSON NOT NULL, 
	roles JSON NOT NULL, 
	mentions JSON NOT NULL, 
	PRIMARY KEY (article_id, name), 
	FOREIGN KEY(article_id) REFERENCES articles (article_id) ON DELETE CASCADE
);
INSERT INTO "actors" VALUES('208a1ac22be31bab','the army','military','Congo',0,'["FARDC"]','[]','[[35, 43]]');
INSERT INTO "actors" VALUES('208a1ac22be31bab','Rebels','armed group',NULL,0,'[]','[]','[[0, 6], [50, 59]]');
CREATE TABLE articles (
	article_id VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	doc VARCHAR, 
	published DATE, 
	title VARCHAR, 
	outlet VARCHAR, 
	url VARCHAR, 
	language VARCHAR, 
	sentences JSON NOT NULL, 
	PRIMARY KEY (article_id)
);
INSERT INTO "articles" VALUES('208a1ac22be31bab','Rebels shelled Goma on 3 May 2024, the army said. The group denied that it had shelled the city.
Talks are planned in Kinshasa. Three villages in North Kivu were emptied.','goma.txt','2024-05-04','=Shelling of Goma',NULL,NULL,'en','[[0, 49], [50, 96], [97, 127], [128, 170]]');
CREATE TABLE claim_events (
	claim_id VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	PRIMARY KEY (claim_id, event_id), 
	FOREIGN KEY(claim_id) REFERENCES claims (claim_id) ON DELETE CASCADE, 
	FOREIGN KEY(event_id) REFERENCES events (event_id) ON DELETE CASCADE
);
INSERT INTO "claim_events" VALUES('208a1ac22be31bab:claim:44-48','208a1ac22be31bab:event:7-14');
CREATE TABLE claim_places (
	claim_id VARCHAR NOT NULL, 
	ordinal INTEGER NOT NULL, 
	place_id VARCHAR NOT NULL, 
	PRIMARY KEY (claim_id, ordinal), 
	FOREIGN KEY(claim_id) REFERENCES claims (claim_id) ON DELETE CASCADE
);
INSERT INTO "claim_places" VALUES('208a1ac22be31bab:claim:44-48',0,'gn:216281');
INSERT INTO "claim_places" VALUES('208a1ac22be31bab:claim:60-66',0,'gn:216281');
CREATE TABLE claim_speakers (
	claim_id VARCHAR NOT NULL, 
	ordinal INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	start INTEGER, 
	"end" INTEGER, 
	PRIMARY KEY (claim_id, ordinal), 
	FOREIGN KEY(claim_id) REFERENCES claims (claim_id) ON DELETE CASCADE
);
INSERT INTO "claim_speakers" VALUES('208a1ac22be31bab:claim:44-48',0,'the army',35,43);
INSERT INTO "claim_speakers" VALUES('208a1ac22be31bab:claim:60-66',0,'Rebels',50,59);
CREATE TABLE claims (
	claim_id VARCHAR NOT NULL, 
	article_id VARCHAR NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	content JSON NOT NULL, 
	stance VARCHAR NOT NULL, 
	quote_kind VARCHAR NOT NULL, 
	addressee VARCHAR, 
	geo_precision VARCHAR, 
	date_start DATE, 
	date_end DATE, 
	date_precision VARCHAR NOT NULL, 
	date_basis VARCHAR NOT NULL, 
	PRIMARY KEY (claim_id), 
	FOREIGN KEY(article_id) REFERENCES articles (article_id) ON DELETE CASCADE
);
INSERT INTO "claims" VALUES('208a1ac22be31bab:claim:44-48','208a1ac22be31bab',44,48,'[[0, 33]]','assert','indirect',NULL,'settlement','2024-05-03','2024-05-03','day','clause');
INSERT INTO "claims" VALUES('208a1ac22be31bab:claim:60-66','208a1ac22be31bab',60,66,'[[67, 95]]','deny','indirect',NULL,'settlement',NULL,NULL,'unknown','story');
CREATE TABLE corrections (
	correction_id INTEGER NOT NULL, 
	target VARCHAR NOT NULL, 
	field VARCHAR NOT NULL, 
	value JSON NOT NULL, 
	note TEXT NOT NULL, 
	sources JSON NOT NULL, 
	made_by VARCHAR, 
	made_at DATETIME NOT NULL, 
	undone_at DATETIME, 
	PRIMARY KEY (correction_id)
);
CREATE TABLE dates (
	article_id VARCHAR NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	type VARCHAR NOT NULL, 
	value VARCHAR, 
	date_start DATE, 
	date_end DATE, 
	precision VARCHAR NOT NULL, 
	PRIMARY KEY (article_id, start, "end"), 
	FOREIGN KEY(article_id) REFERENCES articles (article_id) ON DELETE CASCADE
);
INSERT INTO "dates" VALUES('208a1ac22be31bab',23,33,'DATE','2024-05-03','2024-05-03','2024-05-03','day');
CREATE TABLE event_actors (
	event_id VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	ordinal INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	PRIMARY KEY (event_id, role, ordinal), 
	FOREIGN KEY(event_id) REFERENCES events (event_id) ON DELETE CASCADE
);
INSERT INTO "event_actors" VALUES('208a1ac22be31bab:event:7-14','source',0,'Rebels');
CREATE TABLE event_places (
	event_id VARCHAR NOT NULL, 
	ordinal INTEGER NOT NULL, 
	place_id VARCHAR NOT NULL, 
	PRIMARY KEY (event_id, ordinal), 
	FOREIGN KEY(event_id) REFERENCES events (event_id) ON DELETE CASCADE
);
INSERT INTO "event_places" VALUES('208a1ac22be31bab:event:7-14',0,'gn:216281');
INSERT INTO "event_places" VALUES('208a1ac22be31bab:event:97-102',0,'gn:2314302');
INSERT INTO "event_places" VALUES('208a1ac22be31bab:event:162-169',0,'group:made-here');
CREATE TABLE events (
	event_id VARCHAR NOT NULL, 
	article_id VARCHAR NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	type VARCHAR NOT NULL, 
	acled_type VARCHAR, 
	geo_precision VARCHAR, 
	date_start DATE, 
	date_end DATE, 
	date_precision VARCHAR NOT NULL, 
	date_basis VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	count INTEGER, 
	means JSON NOT NULL, 
	spans JSON NOT NULL, 
	PRIMARY KEY (event_id), 
	FOREIGN KEY(article_id) REFERENCES articles (article_id) ON DELETE CASCADE
);
INSERT INTO "events" VALUES('208a1ac22be31bab:event:7-14','208a1ac22be31bab',7,14,'ASSAULT','Explosions/Remote violence','settlement','2024-05-03','2024-05-03','day','clause','happened',NULL,'[]','[]');
INSERT INTO "events" VALUES('208a1ac22be31bab:event:97-102','208a1ac22be31bab',97,102,'CONSULT',NULL,'settlement',NULL,NULL,'unknown','story','planned',NULL,'[]','[]');
INSERT INTO "events" VALUES('208a1ac22be31bab:event:162-169','208a1ac22be31bab',162,169,'DISPLACE',NULL,'region',NULL,NULL,'unknown','story','happened',3,'[]','[]');
CREATE TABLE mentions (
	mention_id VARCHAR NOT NULL, 
	article_id VARCHAR NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	place_id VARCHAR, 
	metonym BOOLEAN NOT NULL, 
	confidence FLOAT NOT NULL, 
	candidates JSON NOT NULL, 
	PRIMARY KEY (mention_id), 
	FOREIGN KEY(article_id) REFERENCES articles (article_id) ON DELETE CASCADE, 
	FOREIGN KEY(place_id) REFERENCES places (place_id)
);
INSERT INTO "mentions" VALUES('208a1ac22be31bab:mention:15-19','208a1ac22be31bab',15,19,'gn:216281',0,0.9,'[]');
INSERT INTO "mentions" VALUES('208a1ac22be31bab:mention:118-126','208a1ac22be31bab',118,126,'gn:2314302',0,0.9,'[]');
INSERT INTO "mentions" VALUES('208a1ac22be31bab:mention:128-142','208a1ac22be31bab',128,142,'group:made-here',0,0.9,'[]');
CREATE TABLE meta (
	"key" VARCHAR NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema',1);
INSERT INTO "meta" VALUES('version',1);
CREATE TABLE places (
	place_id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	country VARCHAR, 
	admin1 VARCHAR, 
	lat FLOAT, 
	lon FLOAT, 
	precision_km FLOAT, 
	count INTEGER, 
	within VARCHAR, 
	PRIMARY KEY (place_id)
);
INSERT INTO "places" VALUES('ne:CD-NK','North Kivu','admin1','CD',NULL,-0.75,28.9,150.0,NULL,NULL);
INSERT INTO "places" VALUES('gn:216281','Goma','settlement','CD','ne:CD-NK',-1.67409,29.22845,5.0,NULL,NULL);
INSERT INTO "places" VALUES('gn:2314302','Kinshasa','settlement','CD','ne:CD-KN',-4.32758,15.31357,10.0,NULL,NULL);
INSERT INTO "places" VALUES('group:made-here','three villages','group','CD','ne:CD-NK',NULL,NULL,NULL,3,'ne:CD-NK');
CREATE TABLE relations (
	claim_id VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	other_claim_id VARCHAR NOT NULL, 
	degree VARCHAR NOT NULL, 
	PRIMARY KEY (claim_id, type, other_claim_id), 
	FOREIGN KEY(claim_id) REFERENCES claims (claim_id) ON DELETE CASCADE, 
	FOREIGN KEY(other_claim_id) REFERENCES claims (claim_id) ON DELETE CASCADE
);
INSERT INTO "relations" VALUES('208a1ac22be31bab:claim:60-66','disputes','208a1ac22be31bab:claim:44-48','full');
CREATE INDEX ix_corrections_target ON corrections (target);
CREATE INDEX ix_mentions_article_id ON mentions (article_id);
CREATE INDEX ix_events_article_id ON events (article_id);
CREATE INDEX ix_claims_article_id ON claims (article_id);
CREATE INDEX ix_event_actors_name ON event_actors (name);
CREATE INDEX ix_event_places_place_id ON event_places (place_id);
CREATE INDEX ix_claim_speakers_name ON claim_speakers (name);
CREATE INDEX ix_claim_places_place_id ON claim_places (place_id);
COMMIT;
